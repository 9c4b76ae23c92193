import { registry } from "@web/core/registry";

const topic = ".o_search_panel_category_value:contains('Bridges')";

registry.category("web_tour.tours").add("skks_narrative_panel_counts", {
    steps: () => [
        {
            trigger: `${topic} .o_search_panel_counter:contains('2')`,
        },
        {
            trigger: ".o_data_row:contains('Bridge A') button[name='action_archive_proposed']",
            run: "click",
        },
        {
            trigger: ".o_list_view:not(:has(.o_data_row:contains('Bridge A')))",
        },
        {
            content: "the panel was counted again, without a search",
            trigger: `${topic} .o_search_panel_counter:contains('1')`,
        },
    ],
});
