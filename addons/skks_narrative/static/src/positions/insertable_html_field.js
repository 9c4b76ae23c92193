import { useExternalListener } from "@odoo/owl";
import { HtmlField, htmlField } from "@html_editor/fields/html_field";
import { parseHTML } from "@html_editor/utils/html";
import { useBus } from "@web/core/utils/hooks";
import { registry } from "@web/core/registry";

export const INSERT = "SKKS_INSERT_HTML";

/** A text into which another component of the form may put something, at the cursor. */
export class InsertableHtmlField extends HtmlField {
    setup() {
        super.setup();
        this.entered = false;
        useBus(this.props.record.model.bus, INSERT, ({ detail }) => this.onInsert(detail));
        useExternalListener(document, "focusin", (ev) => {
            this.entered ||= Boolean(this.editor?.editable?.contains(ev.target));
        });
    }

    onEditorLoad(editor) {
        super.onEditorLoad(editor);
        this.entered = false;
    }

    onInsert(detail) {
        const { editor } = this;
        if (detail.name !== this.props.name || this.state.showCodeView || !editor?.editable) {
            return;
        }
        if (!this.entered) {
            // Nobody has been in the text yet: it goes below what is there.
            editor.shared.selection.setCursorEnd(editor.editable);
        }
        editor.shared.dom.insert(parseHTML(editor.document, detail.html));
        editor.shared.history.addStep();
        detail.done = true;
    }
}

registry.category("fields").add("skks_insertable_html", {
    ...htmlField,
    component: InsertableHtmlField,
});
