"""What a turn of a conversation goes on with: earlier subjects, figures and lists."""
