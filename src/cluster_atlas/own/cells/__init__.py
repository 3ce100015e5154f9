"""What the cells of one column mean: quantities, days, codes and telephone numbers."""
