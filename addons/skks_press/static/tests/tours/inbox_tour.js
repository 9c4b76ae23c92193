/** @odoo-module **/

/**
 * Three letters are sorted with the keyboard alone: taken, joined, no case, and the
 * last decision is taken back.
 */
import {registry} from "@web/core/registry";

const letters = ".o_skks_inbox_letters";
const chosen = (subject) => ({
    content: `the letter “${subject}” is shown`,
    trigger: `.o_skks_inbox_pane h2:contains('${subject}')`,
});
const press = (key) => ({
    content: `press ${key}`,
    trigger: letters,
    run: `press ${key}`,
});

registry.category("web_tour.tours").add("skks_press_inbox", {
    steps: () => [
        chosen("Pierwszy list"),
        {
            content: "the buttons name their keys",
            trigger: ".o_skks_inbox_do_take kbd:contains('p')",
        },
        press("ArrowDown"),
        chosen("Drugi list"),
        press("ArrowUp"),
        chosen("Pierwszy list"),
        press("p"),
        {
            content: "it is taken, and the case may be opened",
            trigger: ".o_notification:contains('ZP/')",
        },
        chosen("Drugi list"),
        press("d"),
        {
            content: "cases of the same sender are offered",
            trigger: ".modal .o_skks_join_case",
        },
        {
            trigger: ".modal input#skks_join_term",
            run: "edit Dawna",
        },
        {
            content: "only that one is left",
            trigger: ".modal #skks_join_cases:not(:has(:nth-child(2))):contains('Dawna')",
        },
        {
            trigger: ".modal input#skks_join_term",
            run: "press Enter",
        },
        {
            trigger: "body:not(:has(.modal))",
        },
        chosen("Trzeci list"),
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
            content: "the list is empty, and the decision may be taken back",
            trigger: ".o_notification button.btn",
        },
        {
            trigger: "body:not(:has(.o_skks_inbox_letter))",
        },
        {
            trigger: ".o_notification:last button.btn",
            run: "click",
        },
        chosen("Trzeci list"),
    ],
});
