"""Results over the years: what is kept of each report, the store, and the library of recommendations."""
