import { registry } from "@web/core/registry";

const messages = ".o_field_widget[name='key_message_ids']";
const questions = ".o_field_widget[name='question_ids']";
const add = ".o_field_x2many_list_row_add a";

registry.category("web_tour.tours").add("skks_narrative_position_form", {
    steps: () => [
        {
            trigger: ".o_field_widget[name='name'] input, .o_field_widget[name='name'] textarea",
            run: "edit Kładka",
        },
        {
            trigger: `${messages} ${add}`,
            run: "click",
        },
        {
            trigger: `${messages} .o_selected_row textarea`,
            run: "edit Kładka zostaje",
        },
        {
            content: "a new line in another list, without a click in between",
            trigger: `${questions} ${add}`,
            run: "click",
        },
        {
            trigger: `${questions} .o_selected_row [name='question'] textarea`,
            run: "edit Co z windą?",
        },
        {
            content: "the line before is no longer open, so the Tab key stays in this one",
            trigger: `${messages}:not(:has(.o_selected_row)):contains('Kładka zostaje')`,
        },
        {
            trigger: `${questions} .o_selected_row [name='answer'] textarea`,
            run: "edit Winda będzie.",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_form_saved, .o_form_view:not(:has(.o_form_dirty))",
        },
        {
            content: "the form is that of the saved position",
            trigger: ".o_breadcrumb:contains('Kładka'), .o_last_breadcrumb_item:contains('Kładka')",
        },
    ],
});
