"""The page on a document: its text, with what was found in it marked, beside the facts."""
