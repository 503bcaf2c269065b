"""Where connections come in: queries are answered on them at once, all else goes to the workers."""
