/** @odoo-module **/

/**
 * Reports are sorted with the keyboard alone: one gets its category and goes to the
 * unit that is proposed, one to another unit, one is none and becomes one again.
 */
import {registry} from "@web/core/registry";

const list = ".o_skks_inbox_letters";
const shown = (subject) => ({
    content: `the report “${subject}” is shown`,
    trigger: `.o_skks_inbox_pane h2:contains('${subject}')`,
});
const press = (key) => ({
    content: `press ${key}`,
    trigger: list,
    run: `press ${key}`,
});
const type = (text) => ({
    content: `type “${text}”`,
    trigger: ".modal input#skks_choose_term",
    run: `edit ${text}`,
});
const onlyOne = (text) => ({
    content: `only “${text}” is left`,
    trigger: `.modal .o_skks_choose_option:only-child:contains('${text}')`,
});
const enter = {
    content: "choose it",
    trigger: ".modal input#skks_choose_term",
    run: "press Enter",
};
const closed = {trigger: "body:not(:has(.modal))"};

registry.category("web_tour.tours").add("skks_intervention_triage", {
    steps: () => [
        shown("Pierwsze"),
        {
            content: "the words suggest a category",
            trigger: ".o_skks_inbox_do_use kbd:contains('p')",
        },
        press("p"),
        {
            content: "a unit is proposed then, and why",
            trigger: ".o_skks_inbox_do_send:contains('TWDT')",
        },
        press("w"),
        shown("Drugie"),
        press("k"),
        type("Oświetlenie"),
        onlyOne("Oświetlenie"),
        enter,
        closed,
        {
            content: "the category is another one",
            trigger: ".o_skks_inbox_headers dd:contains('Oświetlenie')",
        },
        press("i"),
        type("TMPWIK"),
        onlyOne("TMPWIK"),
        enter,
        closed,
        shown("Trzecie"),
        press("n"),
        {
            content: "a reason is asked for",
            trigger: ".modal .o_field_widget[name='reason'] textarea",
            run: "edit Reklama",
        },
        {
            trigger: ".modal button[name='action_confirm']",
            run: "click",
        },
        {
            trigger: "body:not(:has(.o_skks_inbox_letter))",
        },
        {
            content: "the decision may be taken back",
            trigger: ".o_notification:last button.btn",
            run: "click",
        },
        shown("Trzecie"),
    ],
});
