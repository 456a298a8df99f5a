"""What happens at each note: awaits begin and end, tasks step, and the sums grow."""
