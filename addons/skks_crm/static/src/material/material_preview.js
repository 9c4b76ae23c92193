import { Component } from "@odoo/owl";
import { FileModel } from "@web/core/file_viewer/file_model";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** The newest version of a material: its picture, document, sound, film or link. */
export class MaterialPreview extends Component {
    static template = "skks_crm.MaterialPreview";
    static props = { ...standardWidgetProps };

    get data() {
        return this.props.record.data;
    }

    get file() {
        const { attachment_id, file_name, mimetype, checksum } = this.data;
        return Object.assign(new FileModel(), {
            id: attachment_id.id,
            name: file_name,
            mimetype,
            checksum,
            type: "binary",
        });
    }

    /** How it is shown: image, pdf, audio, video, text, link, other, or not at all. */
    get kind() {
        if (!this.data.attachment_id) {
            return this.props.record.resId && this.data.url ? "link" : "";
        }
        const kind = (this.data.mimetype || "").split("/")[0];
        if (this.file.isPdf) {
            return "pdf";
        }
        if (this.file.isImage) {
            return "image";
        }
        if (kind === "audio" || kind === "video") {
            return kind;
        }
        return this.data.mimetype === "text/plain" ? "text" : "other";
    }

    get source() {
        return this.file.defaultSource;
    }

    get downloadUrl() {
        return this.file.downloadUrl;
    }
}

registry.category("view_widgets").add("skks_material_preview", {
    component: MaterialPreview,
    fieldDependencies: [
        { name: "attachment_id", type: "many2one" },
        { name: "file_name", type: "char" },
        { name: "mimetype", type: "char" },
        { name: "checksum", type: "char" },
        { name: "url", type: "char" },
    ],
});
