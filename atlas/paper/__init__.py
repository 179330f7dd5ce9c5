"""What is printed of a study: council atlas, sheets, annex to the analysis of social needs."""
