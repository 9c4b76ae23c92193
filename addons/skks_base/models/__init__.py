from . import ir_asset
