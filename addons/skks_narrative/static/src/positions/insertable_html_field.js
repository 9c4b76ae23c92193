import { useExternalListener } from "@odoo/owl";
import { HtmlField, htmlField } from "@html_editor/fields/html_field";
import { parseHTML } from "@html_editor/utils/html";
import { useBus } from "@web/core/utils/hooks";
import { registry } from "@web/core/registry";

export const INSERT = "SKKS_INSERT_HTML";

/** An empty line between paragraphs, as letters have it where the answer goes. */
function isEmptyLine(node) {
    return node?.nodeName === "P" && !node.textContent.trim() && !node.querySelector("img");
}

/** The lines by which a letter ends: greeting, name, office. */
function isSignature(node) {
    return node?.nodeName === "P" && Boolean(node.querySelector("br") && node.textContent.trim());
}

/**
 * A text into which another component of the form may put something.
 *
 * It goes below the paragraph in which the cursor is or was, as paragraphs of its own:
 * words that were accepted as they stand do not run into others.
 */
export class InsertableHtmlField extends HtmlField {
    setup() {
        super.setup();
        this.place = {};
        useBus(this.props.record.model.bus, INSERT, ({ detail }) => this.onInsert(detail));
        useExternalListener(document, "selectionchange", () => {
            const block = this.blockOf(document.getSelection()?.anchorNode);
            if (block) {
                this.remember(block);
            }
        });
    }

    /** The child of the text in which the node is. */
    blockOf(node) {
        const editable = this.editor?.editable;
        while (node && node.parentNode !== editable) {
            node = node.parentNode;
        }
        return editable && node;
    }

    /** By number: saving may draw the text anew, and the cursor is lost then. */
    remember(block) {
        const { resId } = this.props.record;
        this.place = { resId, index: [...block.parentNode.childNodes].indexOf(block) };
    }

    /** Where nobody has been in the text: its first free line, or its end. */
    blockBefore(editable) {
        const { resId, index } = this.place;
        const known = resId === this.props.record.resId && editable.childNodes[index];
        return known || [...editable.childNodes].find(isEmptyLine) || this.lastBlock(editable);
    }

    /** The end of a letter lies above its signature. */
    lastBlock(editable) {
        const last = editable.lastElementChild;
        return (isSignature(last) && last.previousElementSibling) || editable.lastChild;
    }

    onInsert(detail) {
        const { editor } = this;
        if (detail.name !== this.props.name || this.state.showCodeView || !editor?.editable) {
            return;
        }
        const before = this.blockBefore(editor.editable);
        const inserted = [...parseHTML(editor.document, detail.html).childNodes];
        if (before) {
            before.after(...inserted);
        } else {
            editor.editable.append(...inserted);
        }
        if (isEmptyLine(before)) {
            before.remove();
        }
        const last = inserted.at(-1);
        if (last) {
            editor.shared.selection.setCursorEnd(last);
            this.remember(last);
        }
        editor.shared.history.addStep();
        detail.done = true;
    }
}

registry.category("fields").add("skks_insertable_html", {
    ...htmlField,
    component: InsertableHtmlField,
});
