# exercise: loss_class_trace
# earns: nothing
# says: this is a text that a teacher has to read
# CrossEntropyLoss -> _Loss -> _WeightedLoss -> Module
