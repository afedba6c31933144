"""What is agreed with those who report: columns and codes, the questionnaire, places, releases."""
