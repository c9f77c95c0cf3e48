"""The form in which a stack is created: its name, and the questions of the template it is made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.definitions.answers import Rule, rule_of
from tui.models.declaration import TemplateConfig
from tui.models.template import UserInputAnswer
from tui.presentation.forms import Choice, Field, Form, Kind, Values
from tui.presentation.stack_forms import name_field
from tui.presentation.texts import plain

if TYPE_CHECKING:
    from tui.models.project import ProjectSummary
    from tui.models.template import Template, UserInput

PROJECT, TEMPLATE = "project", "template"
EMPTY = Choice("", "Empty", "services are declared with e afterwards")


@dataclass(frozen=True, kw_only=True, slots=True)
class NewStack:
    """What is known while a stack is being created."""

    projects: Sequence[ProjectSummary]
    """Where it can be; one of them where that is decided."""
    templates: Sequence[Template] = ()
    told: str = "Reading the templates; an empty stack can be made already."
    """What is to be said of the templates; empty once they are there."""

    def form(self) -> Form:
        """What is asked."""
        lines = [f"Project  {plain(self.projects[0].description)}"] if len(self.projects) == 1 else []
        return Form(title="Create a stack", verb="create", doing="Creating the stack", fields=self._fields, lines=lines)

    def project_id(self, values: Values) -> str:
        """Where it shall be."""
        return values[PROJECT] or self.projects[0].id

    def template(self, values: Values) -> TemplateConfig | None:
        """The template with the answers to its questions, None for an empty stack; what is left out is not sent."""
        template = self._chosen(values)
        if template is None:
            return None
        answers = [(each.name, values[_key(template, each)]) for each in template.user_inputs]
        given = tuple(UserInputAnswer(name=name, value=value) for name, value in answers if value)
        return TemplateConfig(template_id=template.id, user_inputs=given)

    def _chosen(self, values: Values) -> Template | None:
        return next((each for each in self.templates if each.id == values[TEMPLATE]), None)

    def _fields(self, values: Values) -> Sequence[Field]:
        template = self._chosen(values)
        name = name_field()
        fields = [self._project(), name] if len(self.projects) != 1 else [name]
        made_from = [EMPTY, *(Choice(each.id, each.name.en, each.tagline.en) for each in self.templates)]
        hint = template.description.en if template else self.told
        fields.append(
            Field(
                key=TEMPLATE, label="Made from", kind=Kind.CHOICE, choices=made_from, hint=hint,
                paths=("templateConfig.templateId", "templateConfig"),
            )
        )  # fmt: skip
        return [*fields, *(_questions(template, values) if template else ())]

    def _project(self) -> Field:
        choices = [Choice(each.id, each.description, each.short_id) for each in self.projects]
        return Field(
            key=PROJECT, label="Project", kind=Kind.CHOICE, choices=choices, required=True, paths=("projectId",)
        )


def _questions(template: Template, values: Values) -> list[Field]:
    """A field for each question; the number of an answer on the wire counts only those that are sent."""
    fields, number = [], 0
    for question in template.user_inputs:
        is_sent = bool(values[_key(template, question)])
        fields.append(
            _question(template, question, f"templateConfig.userInputs.{number}" if is_sent else question.name)
        )
        number += is_sent
    return fields


def _question(template: Template, question: UserInput, path: str) -> Field:
    rule = rule_of(question)
    label = (question.label.en if question.label else "") or question.name
    return Field(
        key=_key(template, question),
        label=label,
        kind=_kind(rule),
        value=question.default_value or "",
        hint=_hint(rule, question),
        required=question.required,
        check=rule.problem,
        choices=_options(rule, question),
        paths=(path,),
    )


def _kind(rule: Rule) -> Kind:
    if rule.options:
        return Kind.CHOICE
    return Kind.PASSWORD if rule.is_secret else Kind.TEXT


def _hint(rule: Rule, question: UserInput) -> str:
    return " ".join(part for part in (rule.told, "" if question.required else "May be left out.") if part)


def _options(rule: Rule, question: UserInput) -> list[Choice]:
    none = [] if question.required or question.default_value else [Choice("", "none")]
    return [*none, *(Choice(each, each) for each in rule.options)] if rule.options else []


def _key(template: Template, question: UserInput) -> str:
    return f"{template.id}/{question.name}"
