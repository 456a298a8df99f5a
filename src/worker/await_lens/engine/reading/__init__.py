"""The recorded sums as parts of the report."""
