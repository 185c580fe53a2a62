#pragma once

namespace binet {

/// Parameters of all losses. Loss::settings lists those that a loss reads.
struct LossSettings {
  double gamma = 2;  ///< γ of the focal loss (Lin et al. 2017, "Focal Loss for Dense Object Detection", equation 4)
};

}  // namespace binet
