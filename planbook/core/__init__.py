"""What every room uses: errors, paths, labels, run parameters, digests, the record of what is read, processes."""
