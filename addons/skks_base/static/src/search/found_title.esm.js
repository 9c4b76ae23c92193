import { registry } from "@web/core/registry";
import { CharField, charField } from "@web/views/fields/char/char_field";

/** A title in a list with the place of the text in which the search found something. */
export class FoundTitle extends CharField {
    static template = "skks_base.FoundTitle";

    /** HTML, false where nothing was found (an empty one would be an object, too). */
    get excerpt() {
        const found = this.props.record.data.search_excerpt;
        return Boolean(found?.length) && found;
    }
}

registry.category("fields").add("skks_found_title", {
    ...charField,
    component: FoundTitle,
    fieldDependencies: [{ name: "search_excerpt", type: "html", readonly: true }],
});
