/** @odoo-module **/

/** Files are dropped on the materials of an outlet, links pasted, a preview opened. */
import {registry} from "@web/core/registry";

const view = ".o_kanban_view, .o_list_view";

/** What a browser hands over when files are dropped or something is pasted. */
function transfer(files, text) {
    const data = new DataTransfer();
    for (const name of files) {
        data.items.add(new File([`tekst: ${name}`], name, {type: "text/plain"}));
    }
    if (text) {
        data.setData("text/plain", text);
    }
    return data;
}

const card = (title) => `.o_kanban_record:contains('${title}')`;

registry.category("web_tour.tours").add("skks_crm_material", {
    steps: () => [
        {
            content: "two files are dragged over the materials of the outlet",
            trigger: view,
            run: ({anchor}) =>
                anchor.dispatchEvent(
                    new DragEvent("dragenter", {
                        bubbles: true,
                        dataTransfer: transfer(["pierwszy.txt", "drugi.txt"]),
                    })
                ),
        },
        {
            content: "and dropped",
            trigger: ".o_skks_material_dropzone",
            run: ({anchor}) =>
                anchor.dispatchEvent(
                    new DragEvent("drop", {
                        bubbles: true,
                        dataTransfer: transfer(["pierwszy.txt", "drugi.txt"]),
                    })
                ),
        },
        {
            content: "both are materials now",
            trigger: card("pierwszy"),
        },
        {
            trigger: card("drugi"),
        },
        {
            content: "a link is pasted",
            trigger: view,
            run: ({anchor}) =>
                anchor.dispatchEvent(
                    new ClipboardEvent("paste", {
                        bubbles: true,
                        clipboardData: transfer([], "zob. https://kurier.test/lipowa"),
                    })
                ),
        },
        {
            content: "the window has it, and the outlet",
            trigger: ".modal [name='links'] textarea:value('https://kurier.test/lipowa')",
        },
        {
            trigger: ".modal [name='outlet_id'] input:value('Kurier')",
        },
        {
            trigger: ".modal button[name='action_add']",
            run: "click",
        },
        {
            content: "what was added is shown",
            trigger: card("kurier.test: lipowa"),
            run: "click",
        },
        {
            content: "the link can be followed",
            trigger: ".o_skks_material_preview a[href='https://kurier.test/lipowa']",
        },
    ],
});

registry.category("web_tour.tours").add("skks_crm_material_chatter", {
    steps: () => [
        {
            content: "an attachment of the chatter goes into the archive with one click",
            trigger: ".o-mail-AttachmentContainer",
            run: "hover && click .o_skks_to_archive",
        },
        {
            trigger: ".o_notification_bar.bg-success, .o_notification:has(.bg-success)",
        },
    ],
});
