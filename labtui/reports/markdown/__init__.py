"""What is written in Markdown: a folder of pages, and the runbook."""
