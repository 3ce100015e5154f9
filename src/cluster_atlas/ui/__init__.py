"""Streamlit pages and controls."""
