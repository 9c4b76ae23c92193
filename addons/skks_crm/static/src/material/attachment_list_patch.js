import { onWillStart, useState } from "@odoo/owl";
import { AttachmentList } from "@mail/core/common/attachment_list";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { patch } from "@web/core/utils/patch";

/** Models whose attachments go into the archive of materials with one click. */
export const materialSources = registry.category("skks_material_sources");
materialSources.add("res.partner", true);

patch(AttachmentList.prototype, {
    setup() {
        super.setup();
        this.skksOrm = useService("orm");
        this.skksAction = useService("action");
        this.skksNotification = useService("notification");
        this.skksMaterial = useState({ isOfficer: false });
        onWillStart(async () => {
            this.skksMaterial.isOfficer = await user.hasGroup("skks_base.group_officer");
        });
    },

    /** @param {import("models").Attachment} attachment */
    canArchive(attachment) {
        return (
            this.skksMaterial.isOfficer &&
            this.canDownload(attachment) &&
            materialSources.contains(attachment.thread?.model || "")
        );
    },

    /** @param {import("models").Attachment} attachment */
    async onClickArchive(attachment) {
        const { count, action } = await this.skksOrm.call(
            "skks.material.add",
            "add_from_chatter",
            [attachment.id]
        );
        if (action) {
            return this.skksAction.doAction(action);
        }
        this.skksNotification.add(_t("Added to the archive: %s", count), { type: "success" });
    },

    getActions(attachment) {
        const actions = super.getActions(attachment);
        if (this.canArchive(attachment)) {
            actions.push({
                label: _t("To the archive"),
                icon: "fa fa-archive",
                onSelect: () => this.onClickArchive(attachment),
            });
        }
        return actions;
    },
});
