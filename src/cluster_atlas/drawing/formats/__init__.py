"""Pages written as PDF, SVG, PNG and PPTX."""
