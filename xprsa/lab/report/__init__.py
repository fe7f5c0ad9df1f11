"""The report of an audit: pages that anybody reads, an annex to be checked, files to be verified."""
