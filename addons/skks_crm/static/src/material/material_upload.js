import { useExternalListener, useRef } from "@odoo/owl";
import { useDropzone } from "@web/core/dropzone/dropzone_hook";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";

const WINDOW = "skks.material.add";
const LINK = /^https?:\/\/\S+$/;

/**
 * Files are dropped, chosen or pasted, links are pasted.
 *
 * They go to the outlet of the view; where there is none, a window asks for it.
 */
const MaterialUpload = (Controller) =>
    class extends Controller {
        setup() {
            super.setup();
            this.http = useService("http");
            this.ui = useService("ui");
            this.notification = useService("notification");
            this.filesRef = useRef("skksFiles");
            useDropzone(
                this.rootRef,
                (ev) => this.addFiles(ev.dataTransfer.files),
                "o_skks_material_dropzone",
                () => this.mayAdd
            );
            useExternalListener(document, "paste", (ev) => this.onPaste(ev));
        }

        get mayAdd() {
            return this.props.archInfo.activeActions.create;
        }

        chooseFiles() {
            this.filesRef.el.click();
        }

        async onFilesChosen(ev) {
            await this.addFiles(ev.target.files);
            // the same file may be chosen again
            ev.target.value = "";
        }

        onPaste(ev) {
            const isTyping = ev.target.closest?.("input, textarea, [contenteditable=true]");
            if (!this.mayAdd || isTyping || document.querySelector(".modal")) {
                return;
            }
            const files = ev.clipboardData.files;
            if (files.length) {
                return this.addFiles(files);
            }
            const lines = ev.clipboardData.getData("text/plain").split(/\s+/);
            const links = lines.filter((line) => LINK.test(line));
            if (links.length) {
                return this.addLinks(links);
            }
        }

        addLinks(links = []) {
            return this.openWindow({
                type: "ir.actions.act_window",
                name: _t("Add to the archive"),
                res_model: WINDOW,
                views: [[false, "form"]],
                target: "new",
                context: { ...this.props.context, default_links: links.join("\n") },
            });
        }

        async addFiles(files) {
            if (!files.length) {
                return;
            }
            const added = await this.upload([...files]);
            if (!added.length) {
                return;
            }
            const { count, action } = await this.orm.call(WINDOW, "add_files", [added], {
                context: this.props.context,
            });
            if (action) {
                return this.openWindow(action);
            }
            this.notification.add(_t("Added to the archive: %s", count), { type: "success" });
            await this.refresh();
        }

        /** Rows and the numbers beside them. */
        refresh() {
            return this.env.searchModel._notify();
        }

        /** Return the ids of the files on the server; say which ones did not get there. */
        async upload(files) {
            this.ui.block({ message: _t("Files are being sent…") });
            let answers = [];
            try {
                const form = { csrf_token: odoo.csrf_token, model: WINDOW, id: 0, ufile: files };
                const url = "/web/binary/upload_attachment";
                answers = JSON.parse(await this.http.post(url, form, "text"));
            } catch {
                answers = [{ error: _t("The files did not reach the server. Are they too big?") }];
            } finally {
                this.ui.unblock();
            }
            for (const { error } of answers.filter((answer) => answer.error)) {
                this.notification.add(error, { type: "danger" });
            }
            return answers.filter((answer) => answer.id).map((answer) => answer.id);
        }

        openWindow(action) {
            return this.actionService.doAction(action, { onClose: () => this.refresh() });
        }
    };

export class MaterialListController extends MaterialUpload(ListController) {}

export class MaterialKanbanController extends MaterialUpload(KanbanController) {
    setup() {
        super.setup();
        this.orm = useService("orm");
        this.actionService = useService("action");
    }
}

registry.category("views").add("skks_material_list", {
    ...listView,
    Controller: MaterialListController,
    buttonTemplate: "skks_crm.MaterialListButtons",
});
registry.category("views").add("skks_material_kanban", {
    ...kanbanView,
    Controller: MaterialKanbanController,
    buttonTemplate: "skks_crm.MaterialKanbanButtons",
});
