"""Entry of the Streamlit app."""
