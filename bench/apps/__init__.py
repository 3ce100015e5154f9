"""Streamlit apps of the peers, and the text-only one."""
