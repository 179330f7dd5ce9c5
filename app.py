"""``streamlit run app.py``: the pages, with the language, the security headers and the routes around them."""

from pathlib import Path

import streamlit as st

from pages import shell

# Streamlit recognises an ASGI app by reading this very assignment: keep it a plain call to st.App.
app = st.App(
    Path(__file__).parent / "pages" / "main.py",
    routes=shell.routes(),
    middleware=shell.middleware(),
    lifespan=shell.lifespan,
    on_script_error=shell.on_script_error,
)
