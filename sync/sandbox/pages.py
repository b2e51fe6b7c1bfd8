"""The pages that a person meets in the browser while signing in."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sync.sandbox.records import Person

STYLE = """
  body { font: 16px/1.5 system-ui, sans-serif; background: #f6f5f2; color: #26241f; margin: 0 }
  main { max-width: 26rem; margin: 12vh auto; padding: 2rem 2.25rem; background: #fff;
         border: 1px solid #e4e1da; border-radius: 12px }
  h1 { font-size: 1.25rem; margin: 0 0 .75rem } p, ul { color: #5c584f } ul { padding-left: 1.2rem }
  form { display: flex; gap: .75rem; margin-top: 1.5rem }
  button { font: inherit; padding: .55rem 1.4rem; border-radius: 8px; border: 1px solid #cfcabf;
           background: #fff; cursor: pointer }
  button.allow { background: #26241f; border-color: #26241f; color: #fff }
  code { display: block; padding: .75rem; background: #f6f5f2; border-radius: 8px;
         overflow-wrap: anywhere; user-select: all }
  small { color: #8d887c }
"""
MEANINGS = {
    "users:read": "see who you are and who you work with",
    "workspaces:read": "see your workspaces",
    "projects:read": "see your projects",
    "tasks:read": "see your tasks",
    "webhooks:read": "see which webhooks it has set up",
    "webhooks:write": "set up webhooks",
    "webhooks:delete": "remove its webhooks",
}


def consent(ticket: str, person: Person, scopes: frozenset[str] | None) -> bytes:
    """Ask the person whether the application may do what it asks for."""
    wishes = ["do everything that you can do"]
    if scopes is not None:
        wishes = [MEANINGS.get(scope, scope) for scope in sorted(scopes)]
    items = "".join(f"<li>{escape(wish)}</li>" for wish in wishes)
    return _page(
        "Grant permission",
        f"<p>Ayron would like to:</p><ul>{items}</ul>"
        f"<p>You are signed in as <strong>{escape(person.name)}</strong>"
        f" ({escape(person.email)}).</p>"
        '<form method="get" action="/-/oauth_authorize">'
        f'<input type="hidden" name="ticket" value="{escape(ticket)}">'
        '<button class="allow" name="decision" value="allow">Allow</button>'
        '<button name="decision" value="deny">Deny</button></form>',
    )


def show_code(code: str) -> bytes:
    """Show the code that a command-line application asks to be given."""
    return _page(
        "Authorization code",
        f"<p>Copy this code and paste it into Ayron:</p><code>{escape(code)}</code>",
    )


def denied() -> bytes:
    """Tell somebody who said no, with nowhere to be sent back to, that this was that."""
    return _page("Not allowed", "<p>Ayron was not given access. You can close this page.</p>")


def front() -> bytes:
    """Say what this server is, to whoever opens it in a browser."""
    return _page("Sandbox", "<p>This is Ayron's sandbox. Nothing here leaves your computer.</p>")


def _page(title: str, content: str) -> bytes:
    html = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{STYLE}</style></head><body><main><h1>{title}</h1>{content}"
        "<p><small>Ayron's sandbox: not the real service.</small></p></main></body></html>"
    )
    return html.encode()
