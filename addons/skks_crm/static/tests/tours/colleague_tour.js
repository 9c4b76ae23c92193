/** @odoo-module **/

/** A colleague wrote a few days ago: said where a letter is written, not a note. */
import {registry} from "@web/core/registry";

const composer = ".o-mail-Chatter-top .o-mail-Composer";
const warning = ".o-mail-Chatter-top .o_skks_colleague_wrote";

registry.category("web_tour.tours").add("skks_crm_colleague", {
    steps: () => [
        {trigger: ".o-mail-Chatter-sendMessage", run: "click"},
        {
            content: "who of the colleagues wrote, and when",
            trigger: `${warning}:contains('colleague')`,
        },
        {trigger: ".o-mail-Chatter-logNote", run: "click"},
        {
            content: "a note reaches nobody",
            trigger: ".o-mail-Chatter-top:not(:has(.o_skks_colleague_wrote)):has(.o-mail-Composer)",
        },
        {trigger: ".o-mail-Chatter-sendMessage", run: "click"},
        {trigger: warning},
        {trigger: `${composer}-input`, run: "edit Dzień dobry"},
        {
            content: "it blocks nothing",
            trigger: `${composer} .o-mail-Composer-send:enabled`,
            run: "click",
        },
        {trigger: ".o-mail-Message:contains('Dzień dobry')"},
    ],
});
