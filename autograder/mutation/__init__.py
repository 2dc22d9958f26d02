"""Does the suite notice when the reference is changed a little? Mutants of it, graded like submissions."""
