/** @odoo-module **/

/**
 * The journey of an inquiry as its four people click it. Selectors are technical
 * names, so the tours run in any language.
 */
import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const saved = {
    content: "the form is saved",
    trigger: ".o_form_view .o_form_saved, .o_form_view:not(:has(.o_form_dirty))",
};

const inState = (state) => ({
    content: `the statusbar says ${state}`,
    trigger: `.o_statusbar_status .o_arrow_button_current[data-value='${state}']`,
});

tours.add("skks_press_coordinator", {
    steps: () => [
        {
            content: "the coordinator chooses the topic",
            trigger: ".o_field_widget[name='topic_id'] input",
            run: "edit Drogi",
        },
        {
            content: "... from the list",
            trigger: ".o-autocomplete--dropdown-item a:contains('Drogi')",
            run: "click",
        },
        {
            content: "... confirms kind and priority",
            trigger: "button[name='action_confirm']",
            run: "click",
        },
        inState("in_progress"),
        {
            content: "... and asks the entity",
            trigger: "button[name='action_ask']",
            run: "click",
        },
        {
            content: "the topic proposes entity and person",
            trigger:
                ".modal .o_field_widget[name='representative_id'] input:value(Źrebiec)",
        },
        {
            trigger: ".modal button[name='action_ask']",
            run: "click",
        },
        {
            content: "the window is closed",
            trigger: "body:not(:has(.modal))",
        },
        saved,
    ],
});

tours.add("skks_press_representative", {
    steps: () => [
        {
            content: "one list with one line",
            trigger: ".o_list_view .o_data_row .o_data_cell[name='number']",
            run: "click",
        },
        {
            content: "the representative writes the contribution",
            trigger: ".o_field_widget[name='body'] .odoo-editor-editable",
            run: "editor Wyremontowano 12 km dróg.",
        },
        {
            content: "... and delivers it",
            trigger: "button[name='action_deliver']",
            run: "click",
        },
        inState("delivered"),
    ],
});

tours.add("skks_press_draft", {
    steps: () => [
        {
            content: "the officer drafts the answer",
            trigger: "button[name='action_draft_answer']",
            run: "click",
        },
        {
            content: "the contribution is in it",
            trigger: ".o_field_widget[name='body']:contains('12 km')",
        },
        {
            content: "the preview shows the letter",
            trigger: ".o_notebook .nav-link[name='preview']",
            run: "click",
        },
        {
            trigger: ".o_skks_letter:contains('12 km')",
        },
        {
            content: "... which is passed on for acceptance",
            trigger: "button[name='action_submit']",
            run: "click",
        },
        inState("substantive"),
    ],
});

const accept = (next) => [
    {
        content: "the text to accept is on the desk",
        trigger: ".o_list_view .o_data_row .o_data_cell[name='number']",
        run: "click",
    },
    {
        content: "accept",
        trigger: "button[name='action_approve']",
        run: "click",
    },
    inState(next),
];

tours.add("skks_press_accept_substantive", {steps: () => accept("office")});
tours.add("skks_press_accept_office", {steps: () => accept("approved")});

tours.add("skks_press_send", {
    steps: () => [
        {
            content: "send",
            trigger: "button[name='action_send']",
            run: "click",
        },
        {
            content: "really",
            trigger: ".modal .btn-primary",
            run: "click",
        },
        {
            content: "the recipient's mail server has accepted it",
            trigger: ".alert-success .o_field_widget[name='sent_at']",
        },
    ],
});
