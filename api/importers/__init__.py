"""Outside data sets, a package each: their files in, our documents out; no database."""
