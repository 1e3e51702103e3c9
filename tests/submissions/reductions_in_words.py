# exercise: weighted_cross_entropy
# earns: nothing
# says: this is a text that a teacher has to read
'''
reduction 有三种模式：none 不做处理，逐个返回；sum 把所有样本的损失求和；mean 求加权平均。
'''
