"""`stackdeck/mailer`: pretends to deliver mails, with coloured levels as many programs write them."""

from __future__ import annotations

from tui.platform.images.sample import announce, number, pause, scatter, write

KINDS = ("order-confirmation", "password-reset", "invoice", "newsletter")
GREEN, YELLOW, RED, DIM, OFF = "\x1b[32m", "\x1b[33m", "\x1b[31m", "\x1b[2m", "\x1b[0m"


def main() -> None:
    """Deliver a mail each interval."""
    announce()
    interval = number("INTERVAL", 3)
    mail = 200
    while True:
        mail += 1
        write(delivery(mail))
        pause(interval)


def delivery(mail: int) -> str:
    """How the delivery of one mail went, as a line."""
    kind = KINDS[scatter(mail, len(KINDS))]
    if mail % 25 == 0:
        return f"{RED}ERROR{OFF} mail {mail} {kind}: 550 mailbox unavailable, giving up\n"
    if mail % 7 == 0:
        return f"{YELLOW}WARN{OFF}  mail {mail} {kind}: 451 greylisted, again in 5 min\n"
    return f"{GREEN}INFO{OFF}  mail {mail} {kind}: 250 accepted {DIM}in {scatter(mail, 300) + 20} ms{OFF}\n"
