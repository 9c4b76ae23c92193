import { HtmlField, htmlField } from "@html_editor/fields/html_field";
import { registry } from "@web/core/registry";

// From this share of the allowed length on, as in tools/correction.py.
const WARN_SHARE = 0.9;

/**
 * The text of a correction: its length is counted while it is being typed.
 *
 * The numbers shown are only a help for the one who writes; the server counts again
 * when the text is stored, and refuses what is too long.
 */
export class CountedHtmlField extends HtmlField {
    onChange() {
        super.onChange();
        const { data } = this.props.record;
        if (data.medium === "broadcast") {
            return;
        }
        const text = this.editor.editable.innerText.replaceAll("\u200b", "");
        const used = Array.from(text.replace(/\s+/g, " ").trim()).length;
        this.props.record.update({
            used_length: used,
            length_state: this.lengthState(used, data.allowed_length),
        });
    }

    lengthState(used, allowed) {
        if (!allowed || used < Math.ceil(allowed * WARN_SHARE)) {
            return "ok";
        }
        return used > allowed ? "over" : "near";
    }
}

registry.category("fields").add("skks_counted_html", {
    ...htmlField,
    component: CountedHtmlField,
});
