"""How fast Readout is, beside what one would use instead: `make bench`. Not part of the package."""
