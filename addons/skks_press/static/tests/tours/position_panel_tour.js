import { registry } from "@web/core/registry";
import { queryFirst } from "@odoo/hoot-dom";

const query = ".o_skks_positions_query";
const body = ".o_field_widget[name='body'] .odoo-editor-editable";

/** What is typed into the text and not saved. */
const write = {
    content: "a sentence is typed and not saved",
    trigger: body,
    run: "editor Niezapisane zdanie",
};

registry.category("web_tour.tours").add("skks_press_position_panel", {
    steps: () => [
        {
            content: "positions on the topic are proposed",
            trigger: ".o_skks_position:contains('Odśnieżanie')",
        },
        write,
        {
            content: "the key goes to the search from within the text",
            trigger: body,
            run: () =>
                queryFirst(body).dispatchEvent(
                    new KeyboardEvent("keydown", { key: "y", altKey: true, bubbles: true })
                ),
        },
        {
            trigger: `${query}:focus`,
            run: "edit stawka",
        },
        {
            content: "only what matches is left, and is marked",
            trigger:
                ".o_skks_positions_list:not(:contains('Odśnieżanie')) .o_skks_position mark:contains('tawka')",
        },
        {
            trigger: query,
            run: "press Enter",
        },
        {
            content: "the words are in the text, a paragraph below what was typed",
            trigger: `${body} p:contains('Niezapisane zdanie') + p:contains('Stawka wynosi 30')`,
        },
        {
            content: "the text rests on it",
            trigger: ".o_field_widget[name='narrative_basis']:contains('Opłata za odpady')",
        },
        {
            content: "another one, chosen by the arrows",
            trigger: query,
            run: "clear",
        },
        {
            trigger: ".o_skks_position:contains('Stary cennik')",
        },
        {
            trigger: query,
            run: "edit cennik",
        },
        {
            trigger: ".o_skks_position_chosen:contains('Stary cennik')",
        },
        {
            trigger: query,
            run: "press Enter",
        },
        {
            content: "an expired one asks for a reason",
            trigger: ".modal #skks_position_reason",
            run: "edit Pyta o dawny cennik",
        },
        {
            content: "the key of the dialog puts it in once",
            trigger: ".modal #skks_position_reason",
            run: "press ctrl+enter",
        },
        {
            content: "below the one before, though saving has drawn the text anew",
            trigger: `${body} p:contains('Stawka wynosi 30') + p:contains('Cennik z 2019')`,
        },
        {
            content: "it is saved",
            trigger: ".o_form_view .o_form_saved, .o_form_view:not(:has(.o_form_dirty))",
        },
    ],
});

registry.category("web_tour.tours").add("skks_press_position_panel_signature", {
    steps: () => [
        {
            trigger: query,
            run: "edit stawka",
        },
        {
            trigger: ".o_skks_position mark:contains('tawka')",
        },
        {
            trigger: query,
            run: "press Enter",
        },
        {
            content: "nobody has been in the text: it ends above the signature",
            trigger: `${body} p:contains('Treść') + p:contains('Stawka wynosi 30') + p:contains('Z poważaniem')`,
        },
        {
            trigger: ".o_form_view .o_form_saved, .o_form_view:not(:has(.o_form_dirty))",
        },
    ],
});
