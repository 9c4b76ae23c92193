import { registry } from "@web/core/registry";
import { CharField, charField } from "@web/views/fields/char/char_field";

/** A title in a list with the place of the text in which the search found something. */
export class FoundTitle extends CharField {
    static template = "skks_base.FoundTitle";

    get excerpt() {
        return this.props.record.data.search_excerpt;
    }
}

registry.category("fields").add("skks_found_title", {
    ...charField,
    component: FoundTitle,
    fieldDependencies: [{ name: "search_excerpt", type: "html", readonly: true }],
});
