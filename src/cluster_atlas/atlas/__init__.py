"""The data folder read and checked into an atlas, and what is selected of it."""
