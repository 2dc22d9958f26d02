"""Parts of the side-by-side: the attacks, the assignment in three formats, the graders, the keeper."""
