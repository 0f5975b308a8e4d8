"""The lab as a tree: by host, by reliance, and by what the loss of one system means."""
