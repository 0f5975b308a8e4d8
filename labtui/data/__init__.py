"""The core: facts, framework, assessment, document and store. No user interface here."""
