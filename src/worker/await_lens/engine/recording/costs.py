"""What the notes themselves cost, in seconds, measured at the start of each run by `calibration`."""

#: Of one pair of notes: all of it; the part of it between the two readings of the clock.
pair = within = 0.0
#: Of one await that is only counted.
counted = 0.0
#: Of one step: the part of it between the two readings of the clock; all of it.
step_within = step = 0.0
