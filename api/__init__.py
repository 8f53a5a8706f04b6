"""The HTTP API and the command line: the only package that knows Flask."""
