"""The frame around every screen: who is here, the working date, the screens of the role, the way out.

Run by Streamlit for each visitor; the screens are files, so that each can be tested on its own.
"""

import streamlit as st

from ui import session
from ui.parts.html import html, show
from ui.screens import FOLDER, screens_of


def nothing_here() -> None:
    """Shown where a role has no screen."""
    st.title("Nothing to open")
    st.write("This edition has no screen for your role.")


def main() -> None:
    """Draw the frame and run the screen that the address names."""
    st.set_page_config(layout="wide", initial_sidebar_state=240)
    session.join_visit()
    role = session.role()
    screens = screens_of(role)
    pages = [
        st.Page(
            FOLDER / f"{screen.name}.py",
            title=screen.title,
            url_path=screen.name,
            default=place == 0,
        )
        for place, screen in enumerate(screens)
    ]
    page = st.navigation(pages or [st.Page(nothing_here, title="Recourse")], position="hidden")
    with st.sidebar:
        show(
            html(
                '<div class="who"><div class="name">Recourse</div>'
                "<div>{} · working date {}</div></div>",
                session.ROLES[role],
                session.day_in_words(session.working_date()),
            )
        )
        carried = {"as": role} if session.demo() and role != session.DEFAULT_ROLE else None
        with st.container(key="screens", gap=None):
            for screen, listed in zip(screens, pages, strict=True):
                if not screen.listed:
                    continue
                if listed is page:
                    show(
                        html(
                            '<a class="here" aria-current="page" href="{}">{}</a>',
                            session.address_of(screen.name),
                            screen.title,
                        )
                    )
                else:
                    st.page_link(listed, query_params=carried, width="stretch")
        show(
            html(
                '<a class="leave" href="/leave">Leave this page now'
                "<small>or Esc three times</small></a>"
            )
        )
        if session.demo():
            _role_switch(role)
    page.run()


def _role_switch(role: str) -> None:
    """Read the made-up data as someone else; kept in the address, and only in demo mode."""

    def change() -> None:
        asked = st.session_state["seen_as"]
        if asked == session.DEFAULT_ROLE:
            st.query_params.pop("as", None)
        else:
            st.query_params["as"] = asked

    roles = list(session.ROLES)
    st.session_state["seen_as"] = role
    st.selectbox(
        "See the made-up data as",
        roles,
        key="seen_as",
        format_func=session.ROLES.__getitem__,
        on_change=change,
    )


main()
