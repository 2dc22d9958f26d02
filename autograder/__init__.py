"""Grade notebook submissions with hidden suites that never share a process with student code."""
