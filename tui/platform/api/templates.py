"""Templates: the list, the single one, its icon, and what becomes of its questions' answers."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Annotated, Literal

from fastapi import Path, Query
from starlette.responses import Response

from tui.models.template import TemplateType
from tui.platform.api.context import Paged, Search, json_answer, matches
from tui.platform.api.errors import Invalid, NotFound, Problem, to_json
from tui.platform.api.requests import TemplateBody
from tui.platform.api.routes import Routes
from tui.platform.domains.hostname import read_hostname
from tui.platform.templates.catalogue import TEMPLATES, find_template
from tui.platform.templates.template import Question, Template

DEVELOPER = "stackdeck"
MANIFEST = "1"
ICON = "icon.svg"
PATH = "templateConfig"

Category = Annotated[str | None, Query(max_length=255)]
OfType = Annotated[Literal["component", "standalone"] | None, Query(alias="type")]
Order = Annotated[Literal["trend30days", "trendAll"] | None, Query(alias="sortOrder")]
TemplateId = Annotated[str, Path(alias="templateId", max_length=255)]


def add_template_routes(routes: Routes) -> None:
    """Add the routes."""
    routes.add("GET", "/v2/container-templates", list_templates)
    routes.add("GET", "/v2/container-templates/{templateId}", get_template)
    routes.add("GET", "/v2/container-templates/{templateId}/assets/{assetPath:path}", get_asset)


async def list_templates(
    paging: Paged, category: Category = None, search: Search = "", kind: OfType = None, order: Order = None
) -> Response:
    """List templates. Nobody counts their use, so that any order is that of the catalogue."""
    return paging.answer(
        [
            to_json(_template(each))
            for each in TEMPLATES
            if (category is None or category in each.categories)
            and (kind is None or kind == each.type.value)
            and matches(search, *each.texts)
        ]
    )


async def get_template(template_id: TemplateId) -> Response:
    """Show a template."""
    return json_answer(to_json(_template(_found(template_id))))


async def get_asset(template_id: TemplateId, asset: Annotated[str, Path(alias="assetPath")]) -> Response:
    """Give a template's icon, the one asset it has."""
    template = _found(template_id)
    if asset != ICON:
        raise NotFound(f"The template {template.id} has no {asset}.")
    drawing = f'<path d="{template.icon}" fill="none" stroke="#888" stroke-width="2"/>'
    title = f"<title>{escape(template.name.en)}</title>"
    icon = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">{title}{drawing}</svg>'
    return Response(icon, media_type="image/svg+xml")


def chosen(body: TemplateBody, kind: TemplateType) -> Template:
    """The template that *body* chooses, which has to be of this kind. Raises `NotFound` or `Invalid`."""
    template = _found(body.template_id)
    if template.type is not kind:
        text = f"{template.name.en} is a {template.type.value} template, and a {kind.value} one is needed."
        raise Invalid([Problem(f"{PATH}.templateId", text, "unsupported")])
    return template


def answers_of(template: Template, body: TemplateBody) -> dict[str, str]:
    """The answer to each of the template's questions, defaults included. Raises `Invalid`."""
    if problems := list(_problems(template, body)):
        raise Invalid(problems)
    given = {each.name: each.value for each in body.user_inputs}
    return {each.name: given.get(each.name) or each.default for each in template.questions}


def _problems(template: Template, body: TemplateBody) -> Iterator[Problem]:
    questions = {each.name: each for each in template.questions}
    answered: set[str] = set()
    for number, given in enumerate(body.user_inputs):
        here = f"{PATH}.userInputs.{number}"
        question = questions.get(given.name)
        if question is None:
            yield Problem(f"{here}.name", f"{template.name.en} does not ask for `{given.name}`.", "unknown")
        elif given.name in answered:
            yield Problem(f"{here}.name", f"`{given.name}` is answered already.", "duplicate")
        elif given.value and not _is_answer(question, given.value):
            yield Problem(f"{here}.value", question.rule, "format")
        if given.value:
            answered.add(given.name)
    for question in questions.values():
        if question.required and question.name not in answered:
            text = f"`{question.name}` ({question.label.en}) has to be answered."
            yield Problem(f"{PATH}.userInputs", text, "required")


def _is_answer(question: Question, value: str) -> bool:
    return question.accepts(value) and not (question.is_domain and read_hostname(value) is None)


def _found(template_id: str) -> Template:
    template = find_template(template_id)
    if template is None:
        raise NotFound(f"There is no template {template_id}.")
    return template


def _template(template: Template) -> dict[str, object]:
    answer: dict[str, object] = {
        "id": template.id,
        "type": template.type.value,
        "manifestVersion": MANIFEST,
        "version": template.version,
        "name": template.name.model_dump(),
        "tagline": template.tagline.model_dump(),
        "description": template.description.model_dump(),
        "categories": list(template.categories),
        "developer": DEVELOPER,
        "iconUrl": f"/v2/container-templates/{template.id}/assets/{ICON}",
        "userInputs": [_question(each) for each in template.questions],
    }
    if template.domains:
        answer["domains"] = [
            {"userInput": each.question, "service": each.service, "port": each.port} for each in template.domains
        ]
    return answer


def _question(question: Question) -> dict[str, object]:
    answer: dict[str, object] = {
        "name": question.name,
        "required": question.required,
        "label": question.label.model_dump(),
        "validationSchema": question.schema,
    }
    if question.default:
        answer["defaultValue"] = question.default
    if question.is_domain:
        answer["dataSource"] = "domain"
    return answer
