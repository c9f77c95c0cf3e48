"""The templates this platform has, all of sample images."""

from __future__ import annotations

import secrets

from tui.models.template import TemplateType, TranslatedString
from tui.platform.templates.template import Answers, Body, DomainWish, Question, Template

_VERSION = Question(
    name="version",
    label=TranslatedString(de="Version", en="Version"),
    rule="The tag of an image, such as `1.4.2`.",
    pattern=r"[A-Za-z0-9_][A-Za-z0-9_.-]*",
    default="1.4.2",
)
_INTERVAL = Question(
    name="interval",
    label=TranslatedString(de="Sekunden zwischen zwei Aufgaben", en="Seconds between two jobs"),
    rule="A number of seconds such as `2` or `0.5`.",
    pattern=r"[0-9]{1,5}(?:\.[0-9]{1,3})?",
    default="2",
)
_DOMAIN = Question(
    name="domain",
    label=TranslatedString(de="Domain", en="Domain"),
    rule="The name of a host such as `shop.localhost`.",
    pattern=r"[^\s/:@]+(?:\.[^\s/:@]+)+",
    longest=253,
    is_domain=True,
)


def _web_app(answers: Answers) -> Body:
    version = answers["version"]
    web = {
        "image": f"stackdeck/web:{version}",
        "description": "Web server",
        "ports": ["8080:8080/tcp"],
        "environment": {"SESSION_SECRET": secrets.token_urlsafe(24), "LATENCY": "20"},
    }
    worker = {
        "image": f"stackdeck/worker:{version}",
        "description": "Background jobs",
        "environment": {"WEB_URL": "http://web:8080/", "INTERVAL": answers["interval"]},
    }
    return {"services": {"web": web, "worker": worker}}


def _wiki(answers: Answers) -> Body:
    wiki = {
        "image": f"stackdeck/web:{answers['version']}",
        "description": answers["title"],
        "ports": ["8080:8080/tcp"],
        "volumes": ["pages:/srv/pages"],
    }
    return {"services": {"wiki": wiki}, "volumes": {"pages": {"name": "pages"}}}


def _search(answers: Answers) -> Body:
    search = {
        "image": "stackdeck/jsonlog:3.1",
        "description": "Search index",
        "environment": {"INTERVAL": answers["interval"]},
        "volumes": ["search-index:/var/lib/search"],
    }
    return {"services": {"search": search}, "volumes": {"search-index": {"name": "search-index"}}}


TEMPLATES = (
    Template(
        id="web-app",
        type=TemplateType.STANDALONE,
        version="1.0.0",
        name=TranslatedString(de="Webanwendung mit Worker", en="Web app with worker"),
        tagline=TranslatedString(de="Ein Webserver und seine Hintergrundaufgaben", en="A web server and its jobs"),
        description=TranslatedString(
            de="Ein Webserver auf Port 8080 und ein Worker, der ihn für jede Aufgabe aufruft.",
            en="A web server on port 8080, and a worker that calls it for each job.",
        ),
        categories=("web",),
        questions=(_VERSION, _INTERVAL, _DOMAIN),
        domains=(DomainWish(question="domain", service="web", port="8080/tcp"),),
        make=_web_app,
        icon="M3 5h18v14H3zM3 9h18M6 7h.01M9 7h.01",
    ),
    Template(
        id="wiki",
        type=TemplateType.STANDALONE,
        version="1.0.0",
        name=TranslatedString(de="Wiki", en="Wiki"),
        tagline=TranslatedString(de="Ein Dienst mit einem Volume", en="A single service with a volume"),
        description=TranslatedString(
            de="Ein Webserver, dessen Seiten in einem Volume liegen und ein Recreate überstehen.",
            en="A web server whose pages are in a volume, where they outlast a recreate.",
        ),
        categories=("web", "storage"),
        questions=(
            Question(
                name="title",
                label=TranslatedString(de="Titel", en="Title"),
                rule="A title of one line.",
                pattern=r"[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*",
                required=True,
            ),
            _VERSION,
            _DOMAIN,
        ),
        domains=(DomainWish(question="domain", service="wiki", port="8080/tcp"),),
        make=_wiki,
        icon="M5 4h14v16H5zM8 8h8M8 12h8M8 16h5",
    ),
    Template(
        id="search",
        type=TemplateType.COMPONENT,
        version="1.0.0",
        name=TranslatedString(de="Suche", en="Search"),
        tagline=TranslatedString(de="Ein Suchindex für einen Stack", en="A search index for a stack"),
        description=TranslatedString(
            de="Ein Dienst mit einem Volume, der zu den Diensten eines Stacks hinzukommt.",
            en="A service with a volume that joins the services of a stack.",
        ),
        categories=("storage",),
        questions=(_INTERVAL,),
        make=_search,
        icon="M10 4a6 6 0 1 0 0 12a6 6 0 0 0 0-12M15 15l5 5",
    ),
)


def find_template(template_id: str) -> Template | None:
    """The template with this id."""
    return next((each for each in TEMPLATES if each.id == template_id), None)
