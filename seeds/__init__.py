"""Records as documents, one a file: what a new archive begins with."""
