"""What every room uses: errors, paths, labels, processes, digests."""
