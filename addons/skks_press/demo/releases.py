"""Releases of the demo town, what became of them, and what the media published.

Stories as in ``stories.py``: each step at its moment, by the action behind the button.
"""

from email.utils import format_datetime

from odoo.fields import Command
from odoo.tools.mail import plaintext2html

from odoo.addons.skks_base.demo.acting import Acting

from .stories import HAJDUK, KOWALSKA, TRACZ

DEAD = "wiesci@podgrodzie-wiesci.example"


def all_stories(replay):
    """Every story, ready to be played."""
    desk = Desk(replay)
    return [story(desk) for story in STORIES]


class Desk(Acting):
    """Verbs for the stories of releases."""

    def draft(self, name, login, title, lead, text, *, to, by, topic, **values):
        """Write a release for a recipient list, to be accepted by an entity."""
        lists = [self.env.ref(f"skks_crm.recipient_list_{one}_demo").id for one in to]
        release = self.by(login, self.env["skks.release"]).create(
            {
                "name": title,
                "lead": lead,
                "body": plaintext2html(text),
                "entity_ids": [Command.set(self.entity(by).ids)],
                "list_ids": [Command.set(lists)],
                "topic_id": self.topic(topic).id,
                "contact_id": self.replay.user(login).id,
                **values,
            }
        )
        return self.replay.name(name, release.with_env(self.env))

    def plan(self, release, login, days, at):
        release = self.by(login, release)
        release.planned_at = self.replay.moment(days, at)
        release.action_plan()

    def send(self, release, login):
        """Order it, and let the cron do its work at once."""
        self.by(login, release).action_send()
        self.env["skks.release"]._mail_out(lambda _letters: True)

    def reply(self, release, sender, text):
        """A recipient answers the letter."""
        return self.reply_to(release.sent_message_id, sender, release.name, text)

    def returned(self, release, address):
        """The mail server of an address gives the letter back (RFC 3464)."""
        stamp = format_datetime(self.replay.now)
        report = (
            f"Received: from mx.example by mail.zarnoleka.example; {stamp}\r\n"
            "From: Mail Delivery System <MAILER-DAEMON@mx.example>\r\n"
            "To: prasa@zarnoleka.example\r\nSubject: Undelivered Mail\r\n"
            f"Return-Path: <>\r\nDate: {stamp}\r\n"
            f"Message-Id: <zwrot.demo.{release.id}@mx.example>\r\n"
            "Content-Type: multipart/report; report-type=delivery-status;"
            " boundary=BB\r\n\r\n"
            "--BB\r\nContent-Type: text/plain\r\n\r\nUser unknown.\r\n"
            "--BB\r\nContent-Type: message/delivery-status\r\n\r\n"
            "Reporting-MTA: dns; mx.example\r\n\r\n"
            f"Final-Recipient: rfc822; {address}\r\n"
            "Action: failed\r\nStatus: 5.1.1\r\n\r\n"
            "--BB\r\nContent-Type: text/rfc822-headers\r\n\r\n"
            f"Message-Id: {release.sent_message_id.message_id}\r\n\r\n--BB--\r\n"
        )
        self.replay.deliver(report.encode())


# ----------------------------------------------------------------------
# Releases
# ----------------------------------------------------------------------


def lipowa_sent(desk):
    """Sent; one address is dead, one journalist asks, one objects, one thanks."""
    yield -7, "09:00"
    release = desk.draft(
        "release_lipowa",
        "prasa1",
        "Od poniedziałku zmiana organizacji ruchu na Lipowej",
        "W poniedziałek zacznie się drugi etap remontu ulicy Lipowej. Autobusy linii 2"
        " i 7 pojadą objazdem przez Młyńską.",
        "Remont obejmie odcinek od Rynku do Młyńskiej i potrwa trzy tygodnie. Dojazd do"
        " posesji będzie zapewniony, a przystanek „Lipowa – Szkoła” przeniesiemy o 150"
        " metrów.\n\nPrace kosztują 1,1 mln zł; połowę pokrywa Rządowy Fundusz Rozwoju"
        " Dróg.",
        to=("local", "roads"),
        by="wdt",
        topic="dro_rem",
    )
    yield -7, "10:30"
    desk.pass_on(release, "prasa1")
    yield -7, "12:10"
    desk.sign(release, "drogi")
    yield -7, "13:00"
    desk.sign(release, "rzecznik")
    yield -6, "08:30"
    desk.send(release, "prasa1")
    yield -6, "08:36"
    desk.returned(release, DEAD)
    yield -6, "09:20"
    desk.reply(release, HAJDUK, "Dziękuję bardzo!\n\nJoanna Hajduk")
    yield -6, "10:05"
    question = desk.reply(
        release,
        KOWALSKA,
        "Dzień dobry,\n\nktóre przystanki będą nieczynne i czy kursy nocne też pojadą"
        " objazdem?\n\nAnna Kowalska\nKurier Żarnołęcki",
    )
    case = desk.env["skks.inquiry"].browse(question.res_id)
    desk.replay.name("inquiry_lipowa_reply", case)
    yield -6, "14:45"
    desk.reply(release, TRACZ, "wypisz")


def brine_tower_planned(desk):
    """Accepted and planned for the day before the opening."""
    yield -3, "10:00"
    release = desk.draft(
        "release_teznia",
        "prasa1",
        "W sobotę otwieramy tężnię w parku na Zaciszu",
        "Pierwsza w mieście tężnia solankowa rusza w sobotę o 11:00. Wstęp jest wolny.",
        "Tężnia ma 28 metrów długości i stoi w parku na os. Zacisze, obok placu zabaw."
        " Będzie czynna od kwietnia do października, codziennie od 8:00 do 20:00.\n\n"
        "Budowa kosztowała 1,6 mln zł. Pomysł wygrał w budżecie obywatelskim.",
        to=("local", "tv_radio"),
        by="wi",
        topic="inw",
        embargo_until=desk.replay.moment(5, "09:00"),
        inform_ids=[Command.set(desk.replay.user("sekretarz").ids)],
    )
    desk.pass_on(release, "prasa1")
    yield -2, "11:20"
    desk.sign(release, "inwestycje")
    yield -2, "12:40"
    desk.sign(release, "rzecznik")
    yield -2, "12:50"
    desk.plan(release, "prasa1", 4, "10:00")


def budget_conference_in_acceptance(desk):
    """An invitation that waits for the head of the office."""
    yield -1, "11:00"
    release = desk.draft(
        "release_konferencja",
        "prasa1",
        "Zaproszenie na konferencję o projekcie budżetu",
        "Skarbnik miasta przedstawi projekt budżetu na przyszły rok.",
        "Zapraszamy do sali 12 w Urzędzie Miasta, Rynek 1. Po konferencji będzie czas"
        " na pytania i nagrania. Prosimy o potwierdzenie obecności.",
        to=("local",),
        by="wf",
        topic="fin",
        kind="advisory",
    )
    desk.pass_on(release, "prasa1")
    yield -1, "14:20"
    desk.sign(release, "finanse")


def water_statement_returned(desk):
    """A statement that the expert gave back."""
    yield -2, "09:10"
    release = desk.draft(
        "release_woda",
        "prasa1",
        "Oświadczenie w sprawie jakości wody na Podgrodziu",
        "Woda w miejskiej sieci na Podgrodziu jest zdatna do picia.",
        "Badania z ubiegłego tygodnia nie wykazały przekroczeń. Wyniki publikujemy na"
        " stronie miasta.",
        to=("local",),
        by="mpwik",
        topic="wod",
        kind="statement",
    )
    desk.pass_on(release, "prasa1")
    yield -1, "10:15"
    desk.send_back(
        release, "asystent", "Proszę podać datę pobrania próbek i nazwę laboratorium."
    )


# ----------------------------------------------------------------------
# Publications
# ----------------------------------------------------------------------

# Working days from today, outlet, title, tone, origin, topic, reach; for the last ones
# the external id of the case from which they came.
PUBLICATIONS = (
    (
        -242,
        "kurier",
        "Budżet uchwalony: rekordowe inwestycje",
        "positive",
        "proactive",
        "inw",
        18000,
    ),
    (
        -228,
        "radio",
        "Ferie w mieście: co przygotował Młyn",
        "positive",
        "proactive",
        "kul",
        9000,
    ),
    (
        -215,
        "portal",
        "Dziury na Świętojańskiej znowu nie do przejechania",
        "negative",
        "reactive",
        "dro_rem",
        24000,
    ),
    (-201, "tygodnik", "Rada o cenach wody", "neutral", "reactive", "wod", 6500),
    (
        -190,
        "tv",
        "Nowe autobusy MZK wyjechały na ulice",
        "positive",
        "proactive",
        "kom",
        15000,
    ),
    (
        -176,
        "agencja",
        "Żarnołęka: przetarg na ścieżki rowerowe",
        "neutral",
        "proactive",
        "dro_row",
        3000,
    ),
    (
        -163,
        "blog",
        "Ile kosztują nagrody w urzędzie",
        "negative",
        "reactive",
        "fin",
        4200,
    ),
    (
        -151,
        "kurier",
        "Wiosenne porządki w parkach",
        "positive",
        "proactive",
        "zie",
        18000,
    ),
    (
        -140,
        "dziennik",
        "Małe miasta liczą miejsca w przedszkolach",
        "neutral",
        "reactive",
        "osw",
        120000,
    ),
    (-127, "radio", "Prezydent o planach na Rynek", "neutral", "reactive", "inw", 9000),
    (
        -115,
        "portal",
        "Śmieci nieodebrane od tygodnia na Łęgach",
        "negative",
        "reactive",
        "odp",
        24000,
    ),
    (
        -104,
        "tygodnik",
        "Szpital otworzył poradnię",
        "positive",
        "proactive",
        "zdr",
        6500,
    ),
    (-96, "tv", "Święto miasta: relacja", "positive", "proactive", "kul", 15000),
    (
        -88,
        "grenzbote",
        "Partnerschaft mit Żarnołęka erneuert",
        "positive",
        "proactive",
        "kul",
        7000,
    ),
    (
        -79,
        "kurier",
        "Parkowanie na Rynku podrożeje",
        "negative",
        "reactive",
        "dro_park",
        18000,
    ),
    (
        -70,
        "portal",
        "Straż Miejska: więcej patroli nad rzeką",
        "neutral",
        "reactive",
        "bez",
        24000,
    ),
    (
        -61,
        "samorzad",
        "Jak Żarnołęka planuje remonty dróg",
        "positive",
        "proactive",
        "dro_rem",
        2500,
    ),
    (
        -54,
        "radio",
        "Rok szkolny: remonty zakończone na czas",
        "positive",
        "proactive",
        "osw",
        9000,
    ),
    (
        -47,
        "tvkraj",
        "Powodzianie czekają na wypłaty",
        "negative",
        "reactive",
        "bez",
        310000,
    ),
    (
        -39,
        "agencja",
        "Miasto kupi dwa autobusy elektryczne",
        "neutral",
        "proactive",
        "kom",
        3000,
    ),
    (
        -31,
        "tygodnik",
        "Kiedy kanalizacja na Podgrodziu?",
        "neutral",
        "reactive",
        "wod",
        6500,
    ),
    (-24, "portal", "Drzewa na Lipowej zostaną", "positive", "reactive", "zie", 24000),
    (-18, "blog", "Miasto śpi, a umowy się mnożą", "negative", "reactive", "fin", 4200),
    (
        -13,
        "kurier",
        "Nowy rozkład jazdy od listopada",
        "neutral",
        "proactive",
        "kom",
        18000,
    ),
    (
        -10,
        "kurier",
        "Źródlana po remoncie: ile to kosztowało",
        "positive",
        None,
        None,
        18000,
        "inquiry_zrodlana",
    ),
    (
        -5,
        "tygodnik",
        "W przedszkolach zostało 38 miejsc",
        "neutral",
        None,
        None,
        6500,
        "inquiry_przedszkola",
    ),
    (
        -5,
        "radio",
        "Od poniedziałku objazdy na Lipowej",
        "neutral",
        None,
        None,
        9000,
        "release_lipowa",
    ),
    (
        -5,
        "portal",
        "Lipowa zamknięta na trzy tygodnie",
        "negative",
        None,
        None,
        24000,
        "release_lipowa",
    ),
    (
        -4,
        "kurier",
        "Autobusy 2 i 7 pojadą Młyńską",
        "neutral",
        None,
        None,
        18000,
        "release_lipowa",
    ),
    (
        -1,
        "kurier",
        "Rowerem wzdłuż Lipowej już niedługo",
        "positive",
        None,
        None,
        18000,
        "inquiry_sciezka",
    ),
)


def publications(desk):
    """Noted one after the other, as the officer did on the day."""
    for days, outlet, title, tone, origin, topic, reach, *source in PUBLICATIONS:
        yield days, "07:40"
        values = {
            "name": title,
            "date": desk.replay.now.date(),
            "outlet_id": desk.env.ref(f"skks_crm.outlet_{outlet}_demo").id,
            "url": f"https://{outlet}.example/{-days}",
            "tone": tone,
            "reach": reach,
        }
        if source:
            case = desk.replay.ref(f"{source[0]}_demo")
            name = "release_id" if case._name == "skks.release" else "inquiry_id"
            values[name] = case.id
        else:
            values |= {"origin": origin, "topic_id": desk.topic(topic).id}
        desk.by("prasa1", desk.env["skks.coverage"]).create(values)


STORIES = (
    lipowa_sent,
    brine_tower_planned,
    budget_conference_in_acceptance,
    water_statement_returned,
    publications,
)
