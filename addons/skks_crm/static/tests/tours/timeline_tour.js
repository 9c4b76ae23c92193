/** @odoo-module **/

/**
 * From the card of an outlet to its timeline: choosing, reading on, opening what
 * stands behind a row and coming back to where one was.
 */
import {registry} from "@web/core/registry";

const shown = (count) => ({
    content: `${count} events are shown`,
    trigger: `.o_skks_timeline:not(:has([aria-busy='true'])):has(.o_skks_timeline_event)`,
    run() {
        const found = document.querySelectorAll(".o_skks_timeline_event").length;
        if (found !== count) {
            throw new Error(`${found} events instead of ${count}`);
        }
    },
});
let read = null;
const at = (selector, run = "click") => ({
    content: `${run} ${selector}`,
    trigger: selector,
    run,
});

registry.category("web_tour.tours").add("skks_crm_timeline", {
    steps: () => [
        at("button[name='action_skks_timeline']"),
        {
            content: "the newest comes first, under its day",
            trigger:
                ".o_skks_timeline_day:first:contains('November 25, 2026') .o_skks_timeline_event:contains('Ostatnia notatka')",
        },
        {
            content: "the contact is named where one is",
            trigger: ".o_breadcrumb:contains('Timeline: Kurier')",
        },
        // older events
        {
            content: "reading on brings the rest",
            trigger: ".o_skks_timeline",
            async run() {
                const end = () => document.querySelector(".o_skks_timeline_end");
                for (let turn = 0; turn < 100 && !end(); turn++) {
                    document.querySelector(".o_skks_timeline_older")?.click();
                    await new Promise((resolve) => setTimeout(resolve, 100));
                }
            },
        },
        at(".o_skks_timeline_end", () => {}),
        shown(93),
        // by kind, words and person
        at("#skks_kind_letter_in"),
        {
            content: "one letter is left",
            trigger: ".o_skks_timeline:not(:has(.o_skks_timeline_note .o_skks_timeline_icon))",
        },
        shown(1),
        {
            content: "its file can be opened",
            trigger: ".o_skks_timeline_files a:contains('plan.pdf')",
        },
        at(".o_skks_timeline_all"),
        {
            content: "all of the letter is there",
            trigger: ".o_skks_timeline_text:focus:contains('do widzenia')",
        },
        // the source, and back to the same choice
        at(".o_skks_timeline_open"),
        at(".o_breadcrumb .active:contains('Anna')", () => {}),
        at(".o_breadcrumb a:contains('Timeline')"),
        shown(1),
        at("#skks_kind_letter_in:checked", () => {}),
        // the same by the browser's own way back
        at(".o_skks_timeline_open"),
        at(".o_breadcrumb .active:contains('Anna')", () => window.history.back()),
        at(".o_breadcrumb .active:contains('Timeline')", () => {}),
        shown(1),
        at("#skks_kind_letter_in:checked", () => {}),
        at(".o_skks_timeline_clear"),
        at("#skks_timeline_words", "edit nie ma takich slow"),
        {
            content: "nothing is found, and that is said",
            trigger: ".o_skks_timeline_empty:contains('Nothing like that')",
        },
        at(".o_skks_timeline_empty button"),
        // a day
        {
            content: "go to a day",
            trigger: "#skks_timeline_jump",
            run() {
                this.anchor.value = "2026-10-02";
                this.anchor.dispatchEvent(new Event("change"));
            },
        },
        {
            content: "the page begins with that day",
            trigger: ".o_skks_timeline_day:first:contains('October 2, 2026')",
        },
        {
            content: "newer ones are asked for",
            trigger: ".o_skks_timeline_newer",
            async run({click}) {
                read = document.querySelector(".o_skks_timeline_event");
                await click();
            },
        },
        {
            content: "newer ones come above, and what was read stays in sight",
            trigger: ".o_skks_timeline_day:first:not(:contains('October 2, 2026'))",
            async run() {
                await new Promise(requestAnimationFrame);
                const {top, bottom} = read.getBoundingClientRect();
                if (top < 0 || bottom > window.innerHeight) {
                    throw new Error(`What was read stands at ${top} now`);
                }
            },
        },
        at(".o_skks_timeline_now"),
        {
            content: "the newest again",
            trigger: ".o_skks_timeline_event:contains('Ostatnia notatka')",
        },
    ],
});
