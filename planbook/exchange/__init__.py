"""Files and answers for others: forms, marked copies, exports, queries, traces."""
