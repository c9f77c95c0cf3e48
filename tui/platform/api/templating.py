"""Making stacks, and parts of stacks, from templates."""

from __future__ import annotations

from dataclasses import replace

from tui.models.template import TemplateType
from tui.platform.api.control import Control
from tui.platform.api.errors import Conflict
from tui.platform.api.lookup import check_free
from tui.platform.api.merge import change, declare
from tui.platform.api.requests import DeclareBody, PatchBody, TemplateBody
from tui.platform.api.templates import answers_of, chosen
from tui.platform.domains.hostname import read_hostname
from tui.platform.equipment import lead_to, new_ingress
from tui.platform.store.outside import IngressRecord
from tui.platform.store.records import StackRecord
from tui.platform.templates.template import Answers, Template


class Templating:
    """Applies templates; nothing is written here."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def fill(self, stack: StackRecord, body: TemplateBody) -> tuple[StackRecord, list[IngressRecord]]:
        """An empty *stack* with what a template makes, and the domains that are connected to it.

        Raises:
            NotFound: There is no such template.
            Invalid: It is for parts of stacks, or its questions are not answered.
            Conflict: A domain is connected already.
        """
        template = chosen(body, TemplateType.STANDALONE)
        answers = answers_of(template, body)
        wanted = DeclareBody.model_validate(template.make(answers))
        filled = declare(stack, wanted, home=self._home(stack), mint=self._control.mint)
        filled = _marked(replace(filled, template_id=template.id), stack, template)
        return filled, self._domains(filled, template, answers)

    def join(self, stack: StackRecord, body: TemplateBody) -> StackRecord:
        """*stack* with what a template for parts makes.

        Raises:
            NotFound: There is no such template.
            Invalid: It is for whole stacks, or its questions are not answered.
            Conflict: The stack has something of the same name.
        """
        template = chosen(body, TemplateType.COMPONENT)
        wanted = PatchBody.model_validate(template.make(answers_of(template, body)))
        for service in stack.services:
            if service.name in wanted.services:
                raise Conflict(f"The stack {stack.description} has a service {service.name} already.")
        for volume in stack.volumes:
            if volume.attached and volume.known_as(*wanted.volumes):
                raise Conflict(f"The stack {stack.description} has a volume {volume.name} already.")
        joined = change(stack, wanted, home=self._home(stack), mint=self._control.mint)
        return _marked(joined, stack, template)

    def _domains(self, stack: StackRecord, template: Template, answers: Answers) -> list[IngressRecord]:
        world, found = self._control.store.world, []
        services = {each.name: each for each in stack.services}
        for wish in template.domains:
            hostname = read_hostname(answers[wish.question])
            if hostname is not None:
                check_free(world, hostname)
                target = lead_to(services[wish.service].id, wish.port)
                found.append(new_ingress(world.projects[stack.project_id], hostname, (target,), self._control.mint))
        return found

    def _home(self, stack: StackRecord) -> str:
        return f"/home/{self._control.store.world.projects[stack.project_id].short_id}"


def _marked(stack: StackRecord, before: StackRecord, template: Template) -> StackRecord:
    """*stack* whose new services know the template they are from."""
    known = {each.id for each in before.services}
    services = (each if each.id in known else replace(each, template_id=template.id) for each in stack.services)
    return replace(stack, services=tuple(services))
